// Keys, certificates and projects.
import { type Planned, records, text, texts } from './planned.ts'
import { named, type PlanView, type Shape, timed } from './shape.ts'

const certificate = (it: Planned, plan: PlanView) => ({
  ...it.values,
  name: named(it),
  type: text(it.values.type) ?? 'custom',
  state: text(it.values.state) ?? 'pending',
  // It means nothing until the certificate is verified.
  not_after: text(it.values.not_after) || plan.at,
  created_at: timed(it, plan),
  dns_names: texts(it.values.domains),
})

const sshKey = (it: Planned) => ({
  ...it.values,
  name: named(it),
  fingerprint: text(it.values.fingerprint) ?? '',
})

const spacesKey = (it: Planned, plan: PlanView) => ({
  ...it.values,
  name: named(it),
  grants: records(it.values.grant),
  created_at: timed(it, plan),
})

const project = (it: Planned, plan: PlanView) => ({
  ...it.values,
  name: named(it),
  is_default: it.values.is_default === true,
  created_at: timed(it, plan),
})

export const accessShapes: Record<string, Shape> = {
  digitalocean_certificate: { type: 'certificate', facts: certificate },
  digitalocean_ssh_key: { type: 'ssh_key', facts: sshKey },
  digitalocean_spaces_key: { type: 'spaces_key', facts: spacesKey },
  digitalocean_project: { type: 'project', facts: project },
}
