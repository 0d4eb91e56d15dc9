import type { Area } from '../../engine/area.ts'
import { retireRingKeys } from './ring.ts'
import { countSystemSecrets } from './store.ts'
import { rewrapSystemSecrets } from './system_secret.ts'

const migrations = new URL('./migrations/', import.meta.url)

export const keys: Area = {
  name: 'keys',
  kind: 'real',
  migrations,
  region_migrations: migrations,
  reconcilers: [
    { name: 'rewrap_system_secrets', every_seconds: 2, run: rewrapSystemSecrets },
    { name: 'retire_ring_keys', every_seconds: 2, run: retireRingKeys },
  ],
  countSealed: { main: countSystemSecrets },
}
