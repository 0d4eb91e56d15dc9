import { join, resolve } from 'node:path'
import pino, { type Logger } from 'pino'
import { type App, buildApp, version } from '../app.ts'
import { createAccount } from '../areas/account/account.ts'
import { listAccounts } from '../areas/account/store.ts'
import { createToken } from '../cloud/tokens/token.ts'
import { buildIssuance } from '../composition/issuance.ts'
import { openNames } from '../composition/name_server.ts'
import { serverIdentity } from '../composition/server_identity.ts'
import type { Config } from '../config.ts'
import { makeFolder, writePrivately } from '../durable_files.ts'
import { type Reconciler, startReconcilers } from '../engine/reconcile.ts'
import { type Installation, InstallationProblem, openInstallation } from '../installation.ts'
import { type FileLock, holdFile } from '../store/file_lock.ts'
import { installationPlace, limitsOf } from './installation_place.ts'
import { type Listener, listen } from './listeners.ts'

const DRAIN_GRACE_MS = 10_000
const CERTIFICATE_CHECK_SECONDS = 3600

/** Serves until SIGTERM or SIGINT. Throws InstallationProblem, WrongMasterKey and their like before it listens. */
export async function serve(config: Config): Promise<void> {
  const log = pino({ level: config.log_level }, pino.destination({ dest: 2, sync: true }))
  const lock = holdDataFolder(config.data)
  const installation = await openInstallation(installationPlace(config))
  const first = await firstStart(installation)
  const now = () => new Date()
  const names = await openNames(config.dns_listen, { main: installation.main, now, log })
  const { acme } = config
  const issuance = buildIssuance(installation, { acme, version, now, lookUpTxt: names.lookUpTxt })
  const app = await buildApp(installation, { ...appOptions(config, log), issuance })
  app.engine.start()
  const listeners = await openListeners(config, installation, app)
  const renewing = startReconcilers(app.deps, [certificateRenewal(config, installation, listeners)])
  for (const warning of config.warnings) log.warn(warning)
  if (installation.made_master_key)
    log.warn(`made the master key ${installation.made_master_key}: keep a copy of it apart from the data`)
  for (const { slug, open } of installation.regions.values())
    open().catch((error) =>
      log.error({ err: error, region: slug }, 'a region cannot be opened; it is tried again'),
    )
  if (first) process.stdout.write(banner(installation.data, listeners))
  const addresses = listeners.map((it) => it.address)
  log.info({ version, addresses, name_server: names.server?.address }, 'serving')
  await untilStopped(log)
  await Promise.all([...listeners, names.server].map((listener) => listener?.drain(DRAIN_GRACE_MS)))
  await renewing.stop()
  await app.close()
  await installation.close()
  lock.release()
  log.info('stopped')
}

/** Throws InstallationProblem while another server runs on the folder. */
function holdDataFolder(data: string): FileLock {
  makeFolder(data)
  const lock = holdFile(join(data, 'server.lock'))
  if (lock) return lock
  throw new InstallationProblem(
    `another server runs on ${data}; stop it, or give this one a folder of its own with ROCKPOOL_DATA`,
  )
}

function appOptions(config: Config, log: Logger) {
  const { speed, rate_limit, failed_auth_limit, public_url } = config
  return { limits: limitsOf(config), speed, rate_limit, failed_auth_limit, public_url, log }
}

/** Makes the first account and its token. False when there is an account already. */
async function firstStart({ main, data }: Installation): Promise<boolean> {
  const now = new Date()
  if ((await listAccounts(main.database.read)).length > 0) return false
  return main.database.transact(async (tx) => {
    const account = await createAccount(tx, 'default', now)
    if (!account) return false
    const wanted = { account: account.id, name: 'first', scopes: ['api:write'], expires_at: undefined }
    const { token } = await createToken(tx, wanted, now)
    // Before the commit: whoever is killed between the two has either both at the next start, or makes both anew.
    writePrivately(join(data, 'token'), `${token}\n`)
    return true
  })
}

async function openListeners(config: Config, installation: Installation, { app }: App): Promise<Listener[]> {
  const { listen: plain, tls_listen: secure, tls_names } = config
  const listeners: Listener[] = []
  if (plain) listeners.push(await listen(plain, app.routing, config))
  if (secure) {
    const identity = await serverIdentity(installation, tls_names, new Date())
    listeners.push(await listen(secure, app.routing, config, identity))
  }
  return listeners
}

/** Long-running servers outlive their certificate: the next one is taken into use without a restart. */
function certificateRenewal(config: Config, installation: Installation, listeners: Listener[]): Reconciler {
  return {
    name: 'renew_server_certificate',
    every_seconds: CERTIFICATE_CHECK_SECONDS,
    async run({ now }) {
      const secure = listeners.find((listener) => listener.secure)
      secure?.setIdentity(await serverIdentity(installation, config.tls_names, now()))
    },
  }
}

function banner(data: string, listeners: Listener[]): string {
  const urls = listeners.map(({ address, secure }) => `${secure ? 'https' : 'http'}://${address}`)
  const [url = ''] = urls
  // What the settings' defaults do not say already.
  const elsewhere = [
    url === 'http://127.0.0.1:8484' ? '' : `ROCKPOOL_URL=${url} `,
    data === resolve('data') ? '' : `ROCKPOOL_DATA=${data} `,
  ].join('')
  return `
Rockpool ${version} serves ${urls.join(' and ')}

  token           ${join(data, 'token')} (full access; only you can read it)
  CA certificate  ${join(data, 'ca.pem')} (for clients that speak TLS)

Try:
  curl -H "Authorization: Bearer $(cat ${join(data, 'token')})" ${url}/v2/account
  DIGITALOCEAN_ACCESS_TOKEN=$(cat ${join(data, 'token')}) doctl --api-url ${url} account get
  ${elsewhere}bin/rockpool secrets set hello who=world
  ${elsewhere}bin/rockpool secrets run --secret hello -- sh -c 'echo hello $who'

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
