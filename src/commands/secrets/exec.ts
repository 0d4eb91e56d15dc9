// Finds a command as a shell does, and becomes it.
import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../../config.ts'
import { CommandProblem, EXIT } from '../line/problem.ts'

const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin'

/** The path of the file to execute. Throws with exit code 127 or 126, as a shell would. */
export function findCommand(command: string, path = USUAL_PATH): string {
  if (command.includes('/')) return requireExecutable(command)
  let barred: string | undefined
  for (const folder of path.split(':')) {
    const candidate = join(folder || '.', command)
    const state = stateOf(candidate)
    if (state === 'executable') return candidate
    if (state === 'barred') barred ??= candidate
  }
  if (barred !== undefined) throw notExecutable(barred)
  throw new CommandProblem(`${command}: command not found`, EXIT.not_found)
}

function requireExecutable(path: string): string {
  const state = stateOf(path)
  if (state === 'absent') throw new CommandProblem(`${path}: no such file`, EXIT.not_found)
  if (state === 'barred') throw notExecutable(path)
  return path
}

const notExecutable = (path: string) =>
  new CommandProblem(`${path}: is there, but cannot be executed`, EXIT.not_executable)

function stateOf(path: string): 'executable' | 'barred' | 'absent' {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 'absent'
  try {
    accessSync(path, constants.X_OK)
    return stat.isFile() ? 'executable' : 'barred'
  } catch {
    return 'barred'
  }
}

/** Replaces this process. Its id, its files and its place among other processes stay. */
export function becomeCommand(path: string, args: string[], variables: Environment): never {
  const { execve } = process
  if (typeof execve !== 'function')
    throw new CommandProblem('this Node.js cannot execute another program in its own place (process.execve)')
  restoreSignals()
  try {
    execve.call(process, path, args, definedOf(variables))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // A script without #!: shells run it themselves, and so does this.
    if (code === 'ENOEXEC')
      execve.call(process, '/bin/sh', ['sh', path, ...args.slice(1)], definedOf(variables))
    throw execProblem(path, code)
  }
  throw new Error('execve returned')
}

function execProblem(path: string, code: string | undefined): CommandProblem {
  if (code === 'E2BIG')
    return new CommandProblem(`${path}: its arguments and environment are larger than the system allows`)
  if (code === 'ENOENT')
    return new CommandProblem(
      `${path}: the interpreter that its first line names was not found`,
      EXIT.not_found,
    )
  return new CommandProblem(`${path}: cannot be executed (${code})`, EXIT.not_executable)
}

/** Node.js ignores these two, and what is ignored stays so in the next program; no longer listening resets them. */
function restoreSignals(): void {
  const listener = () => {}
  for (const signal of ['SIGPIPE', 'SIGXFSZ'] as const) process.on(signal, listener).off(signal, listener)
}

const definedOf = (variables: Environment) =>
  Object.fromEntries(
    Object.entries(variables).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
