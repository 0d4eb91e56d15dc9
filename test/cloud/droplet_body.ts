import { findPublicImage } from '../../src/cloud/catalogue/catalogue.ts'
import type { Image } from '../../src/cloud/catalogue/schema.ts'
import type { DropletBody } from '../../src/cloud/droplets.ts'

/** Of a Droplet that is made without a request: active, of the smallest usual size, and on no network. */
export const DROPLET_BODY: DropletBody = {
  status: 'active',
  locked: false,
  size: 's-1vcpu-1gb',
  disk: 25,
  image: findPublicImage('ubuntu-24-04-x64') as Image,
  networks: { v4: [], v6: [] },
  features: [],
  backup_policy: null,
  next_backup_window: null,
  ssh_keys: [],
  user_data: null,
}
