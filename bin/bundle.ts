// Joins the sources and the libraries they import into a few files under .cache/bundle, which load in a fraction
// of the time and memory that a thousand small ones take. Run by npm after it has installed the dependencies;
// bin/rockpool takes the bundle only while no source is newer. docs/decisions says why.
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build, type Plugin } from 'esbuild'

const root = dirname(import.meta.dirname)
const bundle = join(root, '.cache', 'bundle')

// A module that reads a file beside it finds it by its own place, which must stay that of the source. What is started as
// a thread is bundled too, and found beside the bundle's other files.
const keepOwnPlace: Plugin = {
  name: 'keep own place',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const url = `new URL(${JSON.stringify(relative(bundle, path))}, import.meta.url).href`
      const folder = `(import.meta.dirname + ${JSON.stringify(`/${relative(bundle, dirname(path))}`)})`
      const text = readFileSync(path, 'utf8')
      const placed = text
        .replaceAll(/(?<!_thread\.ts', )import\.meta\.url/g, url)
        .replaceAll('import.meta.dirname', folder)
        .replaceAll("_thread.ts', import.meta.url", "_thread.mjs', import.meta.url")
      return { contents: placed, loader: 'ts' }
    })
  },
}

// Built beside the old one and put in its place whole: a server may be starting from it at this moment.
const fresh = `${bundle}.new`
rmSync(fresh, { recursive: true, force: true })
await build({
  entryPoints: {
    main: join(root, 'src', 'main.ts'),
    work_thread: join(root, 'src', 'issuers', 'aside', 'work_thread.ts'),
  },
  outdir: fresh,
  outExtension: { '.js': '.mjs' },
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node26',
  // The modules of a library that has both: of @peculiar/x509, CommonJS loads in four times the time.
  mainFields: ['module', 'main'],
  // pg's optional native part.
  external: ['pg-native'],
  // Some libraries are CommonJS and ask for Node's own modules by `require`.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  plugins: [keepOwnPlace],
  legalComments: 'none',
  logLevel: 'warning',
})
rmSync(bundle, { recursive: true, force: true })
renameSync(fresh, bundle)
