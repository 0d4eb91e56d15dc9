// How resources of every kind are told of to each other, without areas knowing each other: by URN.
import type { Ctx, ResourceKind } from '../kernel/ctx.ts'
import { requestUrl } from '../kernel/paging.ts'
import { grants } from '../kernel/scopes.ts'
import type { Ref } from '../store/documents/documents.ts'

export const urnOf = ({ urn }: ResourceKind, id: string) => `do:${urn[0]}:${id}`

/** Undefined for what is no URN, or one of a type that this server does not keep. */
export function refOfUrn(
  kinds: readonly ResourceKind[],
  urn: string,
): (Ref & { of: ResourceKind }) | undefined {
  const [, type, id] = /^do:([a-z_0-9]+):(.+)$/.exec(urn) ?? []
  const of = kinds.find((it) => it.urn.includes(type ?? ''))
  return of && id !== undefined ? { kind: of.kind, id, of } : undefined
}

/** Where the resource can be read: an absolute URL. */
export const addressOf = (ctx: Ctx, { path }: ResourceKind, id: string) =>
  new URL(`${path}/${encodeURIComponent(id)}`, requestUrl(ctx)).href

export const readScope = ({ kind, read_scope }: ResourceKind) => read_scope ?? `${kind}:read`
export const updateScope = ({ kind, update_scope }: ResourceKind) => update_scope ?? `${kind}:update`

/** Whether the token of this request may see resources of the kind. */
export const maySee = ({ principal }: Ctx, kind: ResourceKind) => grants(principal.scopes, readScope(kind))
