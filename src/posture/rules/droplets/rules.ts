import type { Rule } from '../../rule.ts'
import { dropletBackupNeverCompleted } from './droplet_backup_never_completed.ts'
import { dropletBackupOutdated } from './droplet_backup_outdated.ts'
import { dropletBackupsDisabled } from './droplet_backups_disabled.ts'
import { dropletCustomImage } from './droplet_custom_image.ts'
import { dropletImageEndOfLife } from './droplet_image_end_of_life.ts'
import { dropletImageOutdated } from './droplet_image_outdated.ts'
import { dropletMonitoringDisabled } from './droplet_monitoring_disabled.ts'
import { dropletPoweredOff } from './droplet_powered_off.ts'

export const dropletRules: Rule[] = [
  dropletBackupsDisabled,
  dropletBackupNeverCompleted,
  dropletBackupOutdated,
  dropletImageEndOfLife,
  dropletImageOutdated,
  dropletCustomImage,
  dropletMonitoringDisabled,
  dropletPoweredOff,
]
