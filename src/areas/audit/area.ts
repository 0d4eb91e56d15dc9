import type { Area } from '../../engine/area.ts'
import { signCheckpoints } from './checkpoint.ts'

const migrations = new URL('./migrations/', import.meta.url)

export const audit: Area = {
  name: 'audit',
  kind: 'real',
  migrations,
  region_migrations: migrations,
  reconcilers: [{ name: 'sign_checkpoints', every_seconds: 60, run: signCheckpoints }],
}
