import type { Rule } from '../../rule.ts'
import { databaseBackupMissing } from './database_backup_missing.ts'
import { databaseInDefaultVpc } from './database_in_default_vpc.ts'
import { databaseNoStandby } from './database_no_standby.ts'
import { databaseNoTrustedSources } from './database_no_trusted_sources.ts'
import { databaseOutsideVpc } from './database_outside_vpc.ts'
import { databaseTrustedSourceAnywhere } from './database_trusted_source_anywhere.ts'
import { databaseTrustedSourceGone } from './database_trusted_source_gone.ts'
import { databaseTrustedSourceWide } from './database_trusted_source_wide.ts'
import { databaseUpdatesPending } from './database_updates_pending.ts'
import { databaseVersionEndOfLife } from './database_version_end_of_life.ts'

export const databaseRules: Rule[] = [
  databaseNoTrustedSources,
  databaseTrustedSourceAnywhere,
  databaseTrustedSourceWide,
  databaseTrustedSourceGone,
  databaseVersionEndOfLife,
  databaseNoStandby,
  databaseOutsideVpc,
  databaseInDefaultVpc,
  databaseBackupMissing,
  databaseUpdatesPending,
]
