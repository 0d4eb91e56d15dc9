// What every command works on: the data folder's files, the master key, the databases, the signing key.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { WrongMasterKey } from './areas/keys/ring.ts'
import { systemSecret } from './areas/keys/system_secret.ts'
import { makeFolder, writePrivately } from './durable_files.ts'
import type { Signer } from './kernel/ctx.ts'
import { buildSigner } from './signer.ts'
import { openStorage, type Storage, type StoragePlace } from './storage.ts'

export interface InstallationPlace extends StoragePlace {
  master_key_file: string | undefined
}

export interface Installation extends Storage {
  data: string
  signer: Signer
  /** The master key was made just now. */
  made_master_key: string | undefined
  master: Buffer
}

/** Something about the installation that its owner must put right. The message says what. */
export class InstallationProblem extends Error {}

const MASTER_KEY_BYTES = 32

export async function openInstallation(
  place: InstallationPlace,
  now: () => Date = () => new Date(),
): Promise<Installation> {
  makeFolder(place.data)
  const { master, made } = masterKey(place)
  const storage = await openStorage(place, master, now).catch((error) => {
    // A key made for a database that has one already would only be in the way of the right one.
    if (made !== undefined && error instanceof WrongMasterKey) rmSync(made)
    throw error
  })
  const key = await systemSecret(storage.main, 'audit_signing_key', now(), makeSigningKey)
  return { ...storage, data: place.data, signer: buildSigner(key), made_master_key: made, master }
}

async function makeSigningKey(): Promise<string> {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
}

type KeyPlace = Pick<InstallationPlace, 'data' | 'master_key_file'>

export const masterKeyPath = ({ data, master_key_file }: KeyPlace): string =>
  master_key_file ?? join(data, 'master.key')

/** Makes one where there may be none yet. Throws InstallationProblem when the file is not a key fit for use. */
export function masterKey({ data, master_key_file }: KeyPlace): {
  master: Buffer
  made: string | undefined
} {
  const path = masterKeyPath({ data, master_key_file })
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat)
    return { master: makeMasterKey(path, { data, named: master_key_file !== undefined }), made: path }
  if (!stat.isFile()) throw new InstallationProblem(`${path} must be a file with the master key in it`)
  if ((stat.mode & 0o077) !== 0)
    throw new InstallationProblem(`${path} can be read by others than its owner; run: chmod 600 ${path}`)
  const master = readOwned(path)
  if (master.length !== MASTER_KEY_BYTES)
    throw new InstallationProblem(
      `${path} must hold exactly ${MASTER_KEY_BYTES} bytes, and holds ${master.length}; make one with: head -c 32 /dev/urandom > ${path}`,
    )
  return { master, made: undefined }
}

function readOwned(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new InstallationProblem(`${path} cannot be read (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    })
  }
}

function makeMasterKey(path: string, { data, named }: { data: string; named: boolean }): Buffer {
  if (named) throw new InstallationProblem(`${path}, named by ROCKPOOL_MASTER_KEY_FILE, does not exist`)
  if (statSync(join(data, 'rockpool.db'), { throwIfNoEntry: false }))
    throw new InstallationProblem(`${path} is missing, and ${data} was sealed under it; put it back`)
  const master = randomBytes(MASTER_KEY_BYTES)
  writePrivately(path, master)
  return master
}
