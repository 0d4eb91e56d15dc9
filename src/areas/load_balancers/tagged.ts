// The Droplets behind a load balancer that follows a tag, as they are when asked.
import { droplets } from '../../cloud/droplets.ts'
import { tags } from '../../cloud/tags.ts'
import type { Db } from '../../store/database.ts'
import { linkedWith } from '../../store/documents/linked.ts'

/** Which Droplets a tag is on, in a VPC where one is given. */
export async function dropletsOfTags(
  db: Db,
  account: string,
  tag_ids: readonly string[],
): Promise<(tag_id: string, vpc: string | undefined) => string[]> {
  const tagged = await linkedWith(db, account, tags.kind, [...new Set(tag_ids)])
  const all = new Set(tag_ids.flatMap((id) => tagged.targets(id, droplets.kind)))
  const lies = await linkedWith(db, account, droplets.kind, [...all])
  return (tag_id, vpc) =>
    tagged
      .targets(tag_id, droplets.kind)
      .filter((id) => vpc === undefined || lies.targets(id, 'vpc')[0] === vpc)
}
