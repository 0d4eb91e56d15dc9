// Keys and projects.
import { createHash } from 'node:crypto'
import { type Planned, text, Unknown } from './planned.ts'
import { named, or, type PlanView, type Shape, timed } from './shape.ts'

const sshKey = (it: Planned) => ({
  ...it.values,
  name: named(it),
  fingerprint: or(it.values.fingerprint, fingerprintOf(it.values.public_key)),
})

const spacesKey = (it: Planned, plan: PlanView) => ({
  ...it.values,
  name: named(it),
  grants: or(it.values.grant, []),
  created_at: timed(it, plan),
})

const project = (it: Planned, plan: PlanView) => ({
  ...it.values,
  name: named(it),
  is_default: it.values.is_default === true,
  created_at: timed(it, plan),
})

/** As the API computes it: MD5, in pairs of digits. Rules about what is no key do not ask for it. */
function fingerprintOf(public_key: unknown): unknown {
  if (public_key instanceof Unknown) return public_key
  const [, base64 = ''] = (text(public_key) ?? '').trim().split(/\s+/)
  const digits = createHash('md5').update(Buffer.from(base64, 'base64')).digest('hex')
  return digits.replace(/..(?!$)/g, '$&:')
}

export const accessShapes: Record<string, Shape> = {
  digitalocean_ssh_key: { type: 'ssh_key', facts: sshKey },
  digitalocean_spaces_key: { type: 'spaces_key', facts: spacesKey },
  digitalocean_project: { type: 'project', facts: project },
}
