// A load balancer as it is kept and as it is shown.
import { findRegion } from '../../cloud/catalogue/catalogue.ts'
import type { Region } from '../../cloud/catalogue/schema.ts'
import { tagNames } from '../../cloud/tags.ts'
import type { Db } from '../../store/database.ts'
import { type Document, Documents, type Ref } from '../../store/documents/documents.ts'
import { linkedWith } from '../../store/documents/linked.ts'
import type { Balancer, Place, Settings } from './answer_schema.ts'
import { sizeOf } from './settings.ts'
import { dropletsOfTags } from './tagged.ts'

/** What it sends its traffic to, its VPC, its certificates and its project are in links. */
export interface BalancerBody extends Settings, Place {
  status: Balancer['status']
  /** Its own from the start, shown when it is active. */
  ip: string
  ipv6: string
}

/** By name; `region` is the slug, of which a global one has none. */
export const loadBalancers = new Documents<BalancerBody>('load_balancer')

export const balancerRef = (id: string): Ref => ({ kind: loadBalancers.kind, id })

/** With all that is linked with them, in a few queries however many they are. */
export async function shownBalancers(
  db: Db,
  account: string,
  documents: ReadonlyArray<Document<BalancerBody>>,
): Promise<Balancer[]> {
  const ids = documents.map(({ id }) => id)
  const linked = await linkedWith(db, account, loadBalancers.kind, ids)
  const tag_ids = ids.flatMap((id) => linked.targets(id, 'tag'))
  const names = await tagNames(db, account, tag_ids)
  const droplets_of = await dropletsOfTags(db, account, tag_ids)
  return documents.map(({ id, name, created_at, region, body }) => {
    const [vpc_uuid] = linked.targets(id, 'vpc')
    const [tag] = linked.targets(id, 'tag')
    const droplet_ids = tag === undefined ? linked.targets(id, 'droplet') : droplets_of(tag, vpc_uuid)
    return {
      ...body,
      ...(body.status === 'new' && { ip: '', ipv6: '' }),
      id,
      name,
      size: sizeOf(body.size_unit),
      created_at,
      ...(region !== null && { region: findRegion(region) as Region }),
      ...(vpc_uuid !== undefined && { vpc_uuid }),
      droplet_ids: droplet_ids.map(Number),
      tag: tag === undefined ? '' : (names.get(tag) ?? tag),
      target_load_balancer_ids: linked.targets(id, loadBalancers.kind),
      project_id: linked.sources(id, 'project')[0] ?? '',
    }
  })
}
