import module from 'node:module'
import { join } from 'node:path'

// Beside the code, not in the shared temporary folder, where another user of this machine could plant a cache for us.
module.enableCompileCache(join(import.meta.dirname, '../.cache/compile'))
const { run } = await import('./commands/run.ts')
await run(process.argv)
