import { type Static, Type } from 'typebox'
import { Flag, Text, Time, Whole } from './shape.ts'

export const Account = Type.Object({
  uuid: Text,
  email: Text,
  email_verified: Flag,
  /** `active`, `warning` or `locked`. */
  status: Text,
  status_message: Type.Optional(Text),
  droplet_limit: Type.Optional(Whole),
  team: Type.Optional(Type.Object({ uuid: Text, name: Text })),
})
export type Account = Static<typeof Account>

/** Of this server only: the public API does not tell of tokens. */
export const Token = Type.Object({
  id: Text,
  name: Text,
  scopes: Type.Array(Text),
  created_at: Time,
  expires_at: Type.Union([Time, Type.Null()]),
  last_used_at: Type.Union([Time, Type.Null()]),
})
export type Token = Static<typeof Token>

export const SshKey = Type.Object({ id: Whole, name: Text, fingerprint: Text, public_key: Text })
export type SshKey = Static<typeof SshKey>

/** Never with its values. */
export const Secret = Type.Object({
  secret: Text,
  region: Text,
  version: Whole,
  created_at: Time,
  updated_at: Time,
  delete_requested_at: Type.Optional(Type.Union([Time, Type.Null()])),
})
export type Secret = Static<typeof Secret>

export const Certificate = Type.Object({
  id: Text,
  name: Text,
  type: Text,
  /** `pending`, `verified` or `error`. */
  state: Text,
  /** Means nothing until it is verified. */
  not_after: Time,
  /** Where the inventory has seen the certificate itself: the public API does not tell. */
  not_before: Type.Optional(Time),
  sha1_fingerprint: Type.Optional(Text),
  created_at: Time,
  /** The public API may list an empty name for an uploaded one. */
  dns_names: Type.Array(Text),
  /** Why it is in state `error`, where the API tells. */
  message: Type.Optional(Type.Union([Text, Type.Null()])),
})
export type Certificate = Static<typeof Certificate>

export const Project = Type.Object({
  id: Text,
  name: Text,
  is_default: Flag,
  environment: Type.Optional(Type.Union([Text, Type.Null()])),
  purpose: Type.Optional(Text),
  description: Type.Optional(Type.Union([Text, Type.Null()])),
  created_at: Time,
})
export type Project = Static<typeof Project>

export const usualAccount: Account = {
  uuid: 'a1000000-0000-4000-8000-000000000001',
  email: 'ops@example.com',
  email_verified: true,
  status: 'active',
  droplet_limit: 25,
  team: { uuid: 'a1000000-0000-4000-8000-000000000001', name: 'ops' },
}

export const usualToken: Token = {
  id: 't0000000-0000-4000-8000-000000000001',
  name: 'deploy',
  scopes: ['droplet:read'],
  created_at: '2025-12-01T00:00:00Z',
  expires_at: '2026-03-01T00:00:00Z',
  last_used_at: '2025-12-31T00:00:00Z',
}

export const usualSshKey: SshKey = {
  id: 3,
  name: 'laptop',
  fingerprint: '3b:16:bf:e4:8b:00:8b:b8:59:8c:a9:d3:f0:19:45:fa',
  public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops',
}

export const usualSecret: Secret = {
  secret: 'database',
  region: 'nyc3',
  version: 3,
  created_at: '2025-06-01T00:00:00Z',
  updated_at: '2025-12-01T00:00:00Z',
  delete_requested_at: null,
}

export const usualCertificate: Certificate = {
  id: 'd0000000-0000-4000-8000-000000000001',
  name: 'web',
  type: 'lets_encrypt',
  state: 'verified',
  not_after: '2026-03-15T00:00:00Z',
  sha1_fingerprint: 'dfcc9f57d86bf58e321c2c6c31c7a971be244ac7',
  created_at: '2025-12-15T00:00:00Z',
  dns_names: ['www.example.com'],
}

export const usualProject: Project = {
  id: '90000000-0000-4000-8000-000000000001',
  name: 'shop',
  is_default: false,
  environment: 'Production',
  purpose: 'Web Application',
  description: 'The shop',
  created_at: '2025-06-01T00:00:00Z',
}
