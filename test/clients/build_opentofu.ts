// Builds OpenTofu where the client tests look for it: some five minutes on two cores, once for each version.
import { buildGoProgram } from './go_programs.ts'
import { OPENTOFU } from './opentofu_program.ts'

console.log(`building OpenTofu ${OPENTOFU.version}, unless it was built before: this takes some five minutes`)
const built = await buildGoProgram(OPENTOFU)
if ('missing' in built) {
  console.error(built.missing)
  process.exitCode = 1
}
