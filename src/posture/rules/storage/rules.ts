import type { Rule } from '../../rule.ts'
import { imageDistributionUnknown } from './image_distribution_unknown.ts'
import { imageUnused } from './image_unused.ts'
import { snapshotOld } from './snapshot_old.ts'
import { snapshotSourceGone } from './snapshot_source_gone.ts'
import { volumeSnapshotMissing } from './volume_snapshot_missing.ts'
import { volumeSnapshotOutdated } from './volume_snapshot_outdated.ts'
import { volumeUnattached } from './volume_unattached.ts'

export const storageRules: Rule[] = [
  volumeUnattached,
  volumeSnapshotMissing,
  volumeSnapshotOutdated,
  snapshotSourceGone,
  snapshotOld,
  imageUnused,
  imageDistributionUnknown,
]
