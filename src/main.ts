import module from 'node:module'

module.enableCompileCache()
const { run } = await import('./commands/run.ts')
await run(process.argv)
