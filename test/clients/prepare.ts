// Builds what several test files use, before these run side by side: doctl, and with `opentofu` that as well, which takes
// some five minutes on two cores, once for each version.
import { findOrBuildDoctl } from './doctl_program.ts'
import { buildGoProgram } from './go_programs.ts'
import { OPENTOFU } from './opentofu_program.ts'

const doctl = await findOrBuildDoctl()
console.log('missing' in doctl ? doctl.missing : doctl.path)
if (process.argv.includes('opentofu')) {
  console.log(
    `building OpenTofu ${OPENTOFU.version}, unless it was built before: this takes some five minutes`,
  )
  const built = await buildGoProgram(OPENTOFU)
  if ('missing' in built) throw new Error(built.missing)
}
