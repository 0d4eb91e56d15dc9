// After a crash: holds a server that was started again against what the clients had been told.
import { Client } from './client.ts'
import { type Ledger, nameOf, type Standing, type Story } from './ledger.ts'

const SECRETS = '/v2/security/secrets'
const PAGE = 200
const CONNECTIONS = 6

interface Listed {
  secret: string
  region: string
  version: number
  delete_requested_at?: string
}

interface CheckOptions {
  server: { url: string; token: string }
  ledger: Ledger
  prefix: string
  /** Reads every version of every secret again, and not only what has changed since the last check. */
  everything?: boolean
}

/** Adds to the ledger's problems, and settles what was left open: what is there now must stay. */
export async function checkSecrets({ server, ledger, prefix, everything }: CheckOptions): Promise<void> {
  const clients = Array.from({ length: CONNECTIONS }, () => new Client(server))
  let asked = 0
  const get = async (path: string) => {
    asked += 1
    const client = clients[asked % CONNECTIONS] as Client
    const answer = await client.call({ method: 'GET', path, request_id: `${prefix}-check-${asked}` })
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  try {
    const listed = await listAll(get, ledger)
    for (const story of ledger.stories.values()) judgeStanding(story, listed.get(nameOf(story)), ledger)
    const stories = [...ledger.stories.values()].filter((story) => standingOf(story) === 'live')
    if (everything) for (const story of stories) story.checked = 0
    await Promise.all(stories.map((story) => checkVersions(story, get, ledger)))
  } finally {
    for (const client of clients) client.close()
  }
}

type Get = (path: string) => ReturnType<typeof JSON.parse>

/** Every secret there is, and whether the numbers that lists show are those of the secrets in them. */
async function listAll(get: Get, ledger: Ledger): Promise<Map<string, Listed>> {
  const listed = new Map<string, Listed>()
  let total = 0
  for (let page = 1, pages = 1; page <= pages; page++) {
    const body = await get(`${SECRETS}?per_page=${PAGE}&page=${page}`)
    pages = body.meta.pages
    total = body.meta.total
    for (const item of body.secrets) listed.set(`${item.region}/${item.secret}`, item)
  }
  const deleted = [...listed.values()].filter((item) => item.delete_requested_at).length
  const told = {
    all: total,
    deleted: (await get(`${SECRETS}?per_page=1&deleted=true`)).meta.total,
    live: (await get(`${SECRETS}?per_page=1&deleted=false`)).meta.total,
  }
  const real = { all: listed.size, deleted, live: listed.size - deleted }
  if (JSON.stringify(told) !== JSON.stringify(real))
    ledger.problems.push(`lists count ${JSON.stringify(told)}, and hold ${JSON.stringify(real)}`)
  for (const name of listed.keys())
    if (!ledger.stories.has(name)) ledger.problems.push(`${name} is listed, and nobody tried to create it`)
  return listed
}

const standingOf = ({ standings }: Story) => (standings.size === 1 ? [...standings][0] : undefined)

function judgeStanding(story: Story, listed: Listed | undefined, ledger: Ledger): void {
  const found = listedStanding(listed)
  if (!story.standings.has(found) || (found === 'absent' && story.floor > 0))
    ledger.problems.push(
      `${nameOf(story)} is ${found}; by what was answered it is ${[...story.standings].join(' or ')}, at version ${story.floor}`,
    )
  story.standings = new Set([found])
  const version = listed?.version ?? 0
  if (version < story.floor)
    ledger.problems.push(`${nameOf(story)} is at version ${version}, and ${story.floor} was answered`)
  story.floor = version
}

function listedStanding(listed: Listed | undefined): Standing {
  if (!listed) return 'absent'
  return listed.delete_requested_at ? 'deleted' : 'live'
}

async function checkVersions(story: Story, get: Get, ledger: Ledger): Promise<void> {
  if (story.checked >= story.floor) return
  const { versions } = await get(`${SECRETS}/${story.name}/versions?region=${story.region}`)
  const numbers = versions.map((it: { version: number }) => it.version)
  const expected = Array.from({ length: story.floor }, (_, n) => story.floor - n)
  if (numbers.join() !== expected.join())
    ledger.problems.push(`${nameOf(story)} has versions ${numbers}, not ${story.floor} down to 1`)
  for (let version = story.checked + 1; version <= story.floor; version++) {
    const { values } = await get(`${SECRETS}/${story.name}?region=${story.region}&version=${version}`)
    ledger.shown(story, version, values ?? {})
  }
  story.checked = story.floor
}

/** Attempts that are not there now can never come: whoever shows them later shows what was lost. */
export function settleUndecided(ledger: Ledger): { made: string[]; lost: string[] } {
  const made: string[] = []
  const lost: string[] = []
  const open: Ledger['undecided'] = []
  for (const attempt of ledger.undecided) {
    const { story, write } = attempt
    const unread = write.version > story.checked && write.version <= story.floor
    if (write.outcome === 'unknown' && !unread) write.outcome = 'refused'
    if (write.outcome === 'unknown') open.push(attempt)
    else (write.outcome === 'acknowledged' ? made : lost).push(write.request_id)
  }
  ledger.undecided = open
  return { made, lost }
}
