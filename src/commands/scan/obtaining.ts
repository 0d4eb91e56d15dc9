// Where the inventory comes from: this server, an account, a file, a plan.
import { join } from 'node:path'
import { environment } from '../../config.ts'
import type { Inventory } from '../../posture/inventory.ts'
import { readPlan } from '../../posture/reading/plan/plan.ts'
import { readInventory, Unreadable } from '../../posture/reading/read.ts'
import { readSaved } from '../../posture/reading/saved.ts'
import { resourceKinds } from '../../posture/resource_types.ts'
import { origin } from '../../setting_kinds.ts'
import { fileText, tokenOf } from '../client.ts'
import { configuration } from '../line/configuration.ts'
import { notice, progressLine } from '../line/output.ts'
import { CommandProblem, EXIT, usageProblem } from '../line/problem.ts'
import { parseGiven, readGiven } from './files.ts'
import { openSaving } from './saving.ts'
import { type Remote, remoteSource } from './source.ts'

export interface SourceOptions {
  account?: boolean
  apiUrl?: string
  from?: string
  plan?: string
  save?: string
}

const PUBLIC_API = 'https://api.digitalocean.com'
const MOST_MEGABYTES = 512
const TYPES = Object.keys(resourceKinds).length

/** Throws a problem with exit code 3 where nothing can be read at all. */
export async function obtainInventory(options: SourceOptions): Promise<Inventory> {
  const { account, apiUrl, from, plan, save } = options
  if (apiUrl !== undefined && !account) throw usageProblem('--api-url is for --account')
  if (from !== undefined) return savedInventory(from)
  if (plan !== undefined) return plannedInventory(plan)
  return readRemote(account ? accountRemote(apiUrl ?? PUBLIC_API) : serverRemote(), save)
}

function savedInventory(path: string): Inventory {
  const read = readSaved(parseGiven('--from', path, readGiven('--from', path, MOST_MEGABYTES)))
  if (typeof read === 'string') throw usageProblem(`--from: ${path} ${read}`)
  const { inventory, unknown } = read
  if (unknown.length > 0)
    notice(`rockpool: ${path} has what no rule is about: ${JSON.stringify(unknown).slice(0, 300)}`)
  if (inventory.unfinished)
    notice(`rockpool: ${path} is a reading that was interrupted; what it lacks is not checked`)
  return inventory
}

function plannedInventory(path: string): Inventory {
  const read = readPlan(parseGiven('--plan', path, readGiven('--plan', path, MOST_MEGABYTES)), new Date())
  if (typeof read === 'string') throw usageProblem(`--plan: ${path} ${read}`)
  return read
}

/** Asked as `rockpool secrets` asks it. */
function serverRemote(): Remote {
  const { client, data } = configuration()
  return { url: client.url, token: tokenOf(client), ca: fileText(join(data, 'ca.pem')) }
}

function accountRemote(api_url: string): Remote {
  const parsed = origin(api_url)
  if ('wants' in parsed)
    throw usageProblem(`--api-url is ${JSON.stringify(api_url)}: it wants ${parsed.wants}`)
  const { hostname, protocol } = new URL(parsed.value)
  if (protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname))
    throw usageProblem(
      `--api-url: ${parsed.value} would carry the token over the network in clear; it wants https`,
    )
  const { DIGITALOCEAN_ACCESS_TOKEN, DIGITALOCEAN_TOKEN } = environment()
  const token = (DIGITALOCEAN_ACCESS_TOKEN || DIGITALOCEAN_TOKEN || '').trim()
  if (!/^[\x21-\x7e]+$/.test(token))
    throw usageProblem(
      '--account wants a token in DIGITALOCEAN_ACCESS_TOKEN or DIGITALOCEAN_TOKEN; one that may only read is enough',
    )
  return { url: parsed.value, token }
}

async function readRemote(remote: Remote, save: string | undefined): Promise<Inventory> {
  const line = progressLine()
  const saving = save === undefined ? undefined : openSaving(save, remote.url)
  let done = 0
  const waiting = (seconds: number, reason: string) =>
    line.show(`${remote.url} ${reason}: waiting ${Math.ceil(seconds)} s`)
  try {
    const inventory = await readInventory(remoteSource({ ...remote, waiting }), {
      now: () => new Date(),
      ...(saving?.known && { known: saving.known }),
      progress(type, inventory) {
        done += 1
        line.show(`read ${resourceKinds[type].label}s (${done} of ${TYPES} types)`)
        saving?.keep({ ...inventory, unfinished: true })
      },
    })
    saving?.keep(inventory)
    return inventory
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const advice = save === undefined ? '' : `; the same command goes on with ${save}`
    throw new CommandProblem(`${error.message}; nothing was checked${advice}`, EXIT.not_checked)
  } finally {
    line.clear()
  }
}
