// How resources of every kind are told of to each other, without areas knowing each other: by URN.
import type { ResourceKind } from '../kernel/ctx.ts'
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
