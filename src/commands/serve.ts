import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import { type App, buildApp, version } from '../app.ts'
import { createAccount } from '../areas/account/account.ts'
import { listAccounts } from '../areas/account/store.ts'
import { createToken } from '../areas/tokens/token.ts'
import type { Config } from '../config.ts'
import { type Installation, InstallationProblem, openInstallation, writePrivately } from '../installation.ts'
import { serverIdentity } from '../server_identity.ts'
import { type FileLock, holdFile } from '../store/file_lock.ts'
import { installationPlace } from './installation_place.ts'
import { type Listener, listen } from './listeners.ts'

const DRAIN_GRACE_MS = 10_000
const CERTIFICATE_CHECK_MS = 3_600_000

/** Serves until SIGTERM or SIGINT. Throws InstallationProblem, WrongMasterKey and their like before it listens. */
export async function serve(config: Config): Promise<void> {
  const log = pino({ level: config.log_level }, pino.destination({ dest: 2, sync: true }))
  const lock = holdDataFolder(config.data)
  const installation = await openInstallation(installationPlace(config))
  const first = await firstStart(installation)
  const app = await buildApp(installation, appOptions(config, log))
  const listeners = await openListeners(config, installation, app)
  for (const warning of config.warnings) log.warn(warning)
  if (installation.made_master_key)
    log.warn(`made the master key ${installation.made_master_key}: keep a copy of it apart from the data`)
  for (const { slug, open } of installation.regions.values())
    open().catch((error) =>
      log.error({ err: error, region: slug }, 'a region cannot be opened; it is tried again'),
    )
  if (first) process.stdout.write(banner(installation.data, listeners))
  log.info({ version, addresses: listeners.map((it) => it.address) }, 'serving')
  await untilStopped(log)
  await Promise.all(listeners.map((listener) => listener.drain(DRAIN_GRACE_MS)))
  await app.close()
  await installation.close()
  lock.release()
  log.info('stopped')
}

/** Throws InstallationProblem while another server runs on the folder. */
function holdDataFolder(data: string): FileLock {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const lock = holdFile(join(data, 'server.lock'))
  if (lock) return lock
  throw new InstallationProblem(
    `another server runs on ${data}; stop it, or give this one a folder of its own with ROCKPOOL_DATA`,
  )
}

function appOptions(config: Config, log: Logger) {
  const { limits, rate_limit, failed_auth_limit, public_url } = config
  return {
    limits: {
      secret_recovery_days: config.secret_recovery_days,
      secret_max_versions: config.secret_max_versions,
      region_deadline_ms: config.region_deadline_ms,
      droplet_limit: limits.droplets,
      floating_ip_limit: limits.floating_ips,
      volume_limit: limits.volumes,
    },
    rate_limit,
    failed_auth_limit,
    public_url,
    log,
  }
}

/** Makes the first account and its token. False when there is an account already. */
async function firstStart({ main, data }: Installation): Promise<boolean> {
  const now = new Date()
  if ((await listAccounts(main.database.read)).length > 0) return false
  const token = await main.database.transact(async (tx) => {
    const account = await createAccount(tx, 'default', now)
    if (!account) return undefined
    const wanted = { account: account.id, name: 'first', scopes: ['api:write'], expires_at: undefined }
    return (await createToken(tx, wanted, now)).token
  })
  if (token) writePrivately(join(data, 'token'), `${token}\n`)
  return token !== undefined
}

async function openListeners(config: Config, installation: Installation, { app }: App): Promise<Listener[]> {
  const listeners: Listener[] = []
  if (config.listen) listeners.push(await listen(config.listen, app.routing, config))
  if (config.tls_listen) {
    const identity = () => serverIdentity(installation, config.tls_names, new Date())
    const listener = await listen(config.tls_listen, app.routing, config, await identity())
    setInterval(() => void identity().then(listener.setIdentity), CERTIFICATE_CHECK_MS).unref()
    listeners.push(listener)
  }
  return listeners
}

function banner(data: string, listeners: Listener[]): string {
  const urls = listeners.map(({ address, secure }) => `${secure ? 'https' : 'http'}://${address}`)
  const [url = ''] = urls
  return `
Rockpool ${version} serves ${urls.join(' and ')}

  token           ${join(data, 'token')} (full access; only you can read it)
  CA certificate  ${join(data, 'ca.pem')} (for clients that speak TLS)

Try:
  curl -H "Authorization: Bearer $(cat ${join(data, 'token')})" ${url}/v2/account
  doctl --api-url ${url} -t "$(cat ${join(data, 'token')})" account get
  bin/rockpool secrets set hello who=world && bin/rockpool secrets run --secret hello -- sh -c 'echo hello $who'

`
}

function untilStopped(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      log.info({ signal }, 'stopping: answers under way are finished first')
      resolve()
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
  })
}
