// How resources of every kind are told of to each other, without areas knowing each other: by URN.

/** What a project or a tag can hold, and what the posture inventory finds. */
export interface ResourceKind {
  /** The kind of its documents. */
  kind: string
  /** The type in `do:<type>:<id>`; what is written first, others are understood. */
  urn: readonly [string, ...string[]]
  /** The `resource_type` by which tags know it; without one it cannot be tagged. */
  tag_type?: string
  /** Whether projects hold it. */
  in_projects?: boolean
  /** Its path in the API. */
  path(id: string): string
}

export interface Found {
  kind: ResourceKind
  id: string
}

export const urnOf = ({ urn }: ResourceKind, id: string) => `do:${urn[0]}:${id}`

/** Undefined for what is no URN, or one of a type that this server does not keep. */
export function findByUrn(kinds: readonly ResourceKind[], urn: string): Found | undefined {
  const [, type, id] = /^do:([a-z_0-9]+):(.+)$/.exec(urn) ?? []
  const kind = kinds.find((it) => it.urn.includes(type ?? ''))
  return kind && id !== undefined ? { kind, id } : undefined
}
