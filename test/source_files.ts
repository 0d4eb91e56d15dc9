// What the house rules look at: every file of ours, and what each module imports.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const FOREIGN = new Set(['node_modules', 'data'])

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  path: string
  text: string
}

export interface Import {
  /** A path relative to the repository, or a module's name. */
  target: string
  type_only: boolean
}

/** Every file below the folders whose name ends so. Folders that begin with a dot are not ours. */
export function filesUnder(folders: readonly string[], ...endings: string[]): SourceFile[] {
  const wanted = (name: string) => endings.some((ending) => name.endsWith(ending))
  const walk = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = posix.join(folder, entry.name)
      if (!entry.isDirectory()) return wanted(entry.name) ? [path] : []
      return entry.name.startsWith('.') || FOREIGN.has(entry.name) ? [] : walk(path)
    })
  return folders.flatMap(walk).map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

export const isTest = ({ path }: SourceFile) => /\.test\.[a-z]+$/.test(path) || path.startsWith('test/')

const STATIC = /^\s*(?:import|export)\s+(type\s)?[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm
const BARE = /^\s*import\s*['"]([^'"]+)['"]/gm
const DYNAMIC = /\b(?:import|require|getBuiltinModule|new URL)\(\s*['"]([^'"]+)['"]/g

export function importsOf({ path, text }: SourceFile): Import[] {
  const code = withoutComments(text)
  const found = [
    ...[...code.matchAll(STATIC)].map(([, type, name]) => ({ name, type_only: type !== undefined })),
    ...[...code.matchAll(BARE), ...code.matchAll(DYNAMIC)].map(([, name]) => ({ name, type_only: false })),
  ]
  return found.map(({ name = '', type_only }) => ({ target: resolve(path, name), type_only }))
}

const resolve = (path: string, name: string) =>
  name.startsWith('.') ? posix.join(dirname(path), name) : name

/** Good enough for imports: a comment begins a line, or is a block. */
export const withoutComments = (text: string) =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
