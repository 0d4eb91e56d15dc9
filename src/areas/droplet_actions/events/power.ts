import type { DropletBody } from '../../../cloud/droplets.ts'
import { invalid } from '../../../kernel/errors.ts'
import { changed, type DropletEvent } from './event.ts'

const become =
  (status: DropletBody['status']): DropletEvent['finish'] =>
  ({ droplet }) =>
    changed(droplet, { status })

const stay: DropletEvent['finish'] = ({ droplet }) => droplet

const requireOn: DropletEvent['accept'] = ({ droplet }) => {
  if (droplet.body.status !== 'active')
    throw invalid('Droplet is currently off. Please power it on to run this event.')
  return {}
}

export const events = {
  reboot: { seconds: 15, accept: requireOn, finish: stay },
  power_cycle: { seconds: 10, finish: become('active') },
  // One that is off is shut down as well: clients count on it, where power_off is refused.
  shutdown: { seconds: 10, finish: become('off') },
  power_off: {
    seconds: 5,
    already: ({ body }) => (body.status === 'off' ? 'Droplet is already powered off.' : undefined),
    finish: become('off'),
  },
  power_on: {
    seconds: 5,
    already: ({ body }) => (body.status === 'active' ? 'Droplet is already powered on.' : undefined),
    finish: become('active'),
  },
  // There is neither a root user nor mail.
  password_reset: { seconds: 15, scope: 'droplet:admin', finish: stay },
} satisfies Record<string, DropletEvent>
