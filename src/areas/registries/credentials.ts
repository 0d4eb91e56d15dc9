// What Docker and Kubernetes log in with: a token of this server, with the scopes of registries alone.
import { issueToken } from '../../cloud/tokens/issuing.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import type { Db } from '../../store/database.ts'
import { lockRegistry, onlyRegistryName, type RegistryDocument } from './document.ts'
import type { CredentialsAnswer, CredentialsQuery } from './schema.ts'

/** By uuid: a registry of the same name that is made later is another. */
export const issuedFor = ({ body }: RegistryDocument) => `registry:${body.uuid}`

export const issueCredentials = (
  ctx: Ctx,
  name: string,
  wanted: CredentialsQuery,
): Promise<CredentialsAnswer> => issue(ctx, wanted, async () => name)

export const issueOnlyCredentials = (ctx: Ctx, wanted: CredentialsQuery): Promise<CredentialsAnswer> =>
  issue(ctx, wanted, (tx) => onlyRegistryName(tx, ctx.principal.account))

function issue(
  ctx: Ctx,
  { read_write, expiry_seconds }: CredentialsQuery,
  nameIn: (tx: Db) => Promise<string>,
): Promise<CredentialsAnswer> {
  const expires_at =
    expiry_seconds === 0 ? undefined : new Date(ctx.deps.now().getTime() + expiry_seconds * 1000)
  const scopes = read_write ? ['registry:read', 'registry:update'] : ['registry:read']
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const registry = await lockRegistry(ctx, tx, await nameIn(tx))
    const name = `container registry ${registry.name} (${read_write ? 'read and write' : 'read'})`
    const token = await issueToken(ctx, tx, { name, scopes, expires_at, issued_for: issuedFor(registry) })
    return { auths: { 'registry.digitalocean.com': { auth: btoa(`${token}:${token}`) } } }
  })
}
