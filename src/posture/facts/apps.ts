import { type Static, Type } from 'typebox'
import { Flag, Text, Time, Whole } from './shape.ts'

/** An app's specification leaves out what is not set. */
const Env = Type.Object({ key: Text, type: Type.Optional(Text), value: Type.Optional(Text) })
export type Env = Static<typeof Env>

const Origin = Type.Object({
  exact: Type.Optional(Type.Union([Text, Type.Null()])),
  prefix: Type.Optional(Type.Union([Text, Type.Null()])),
  regex: Type.Optional(Type.Union([Text, Type.Null()])),
})
export type Origin = Static<typeof Origin>

const Cors = Type.Object({
  allow_origins: Type.Optional(Type.Array(Origin)),
  allow_credentials: Type.Optional(Flag),
})
export type Cors = Static<typeof Cors>

const Repository = Type.Object({
  repo: Type.Optional(Text),
  branch: Type.Optional(Text),
  deploy_on_push: Type.Optional(Flag),
})

const Image = Type.Object({
  registry_type: Type.Optional(Text),
  repository: Type.Optional(Text),
  tag: Type.Optional(Text),
  digest: Type.Optional(Text),
  deploy_on_push: Type.Optional(Type.Object({ enabled: Type.Optional(Flag) })),
})

/** A service, worker, job, static site or function. */
export const Component = Type.Object({
  name: Text,
  envs: Type.Optional(Type.Array(Env)),
  image: Type.Optional(Image),
  github: Type.Optional(Repository),
  gitlab: Type.Optional(Repository),
  bitbucket: Type.Optional(Repository),
  instance_count: Type.Optional(Whole),
  autoscaling: Type.Optional(Type.Object({ min_instance_count: Type.Optional(Whole) })),
  health_check: Type.Optional(Type.Object({ http_path: Type.Optional(Text) })),
  cors: Type.Optional(Cors),
  log_destinations: Type.Optional(Type.Array(Type.Object({ name: Type.Optional(Text) }))),
})
export type Component = Static<typeof Component>

const Components = Type.Optional(Type.Array(Component))

const Spec = Type.Object({
  name: Text,
  envs: Type.Optional(Type.Array(Env)),
  domains: Type.Optional(Type.Array(Type.Object({ domain: Text, wildcard: Type.Optional(Flag) }))),
  services: Components,
  workers: Components,
  jobs: Components,
  static_sites: Components,
  functions: Components,
  databases: Type.Optional(
    Type.Array(
      Type.Object({
        name: Text,
        engine: Type.Optional(Text),
        production: Type.Optional(Flag),
        cluster_name: Type.Optional(Text),
      }),
    ),
  ),
  ingress: Type.Optional(
    Type.Object({ rules: Type.Optional(Type.Array(Type.Object({ cors: Type.Optional(Cors) }))) }),
  ),
  alerts: Type.Optional(Type.Array(Type.Object({ rule: Text, disabled: Type.Optional(Flag) }))),
  vpc: Type.Optional(Type.Object({ id: Type.Optional(Text) })),
})

export const App = Type.Object({
  id: Text,
  created_at: Time,
  spec: Spec,
  /** None before the first deployment. */
  default_ingress: Type.Optional(Text),
  live_url: Type.Optional(Text),
  live_domain: Type.Optional(Text),
})
export type App = Static<typeof App>

export const usualApp: App = {
  id: '50000000-0000-4000-8000-000000000001',
  created_at: '2025-06-01T00:00:00Z',
  spec: { name: 'shop', alerts: [{ rule: 'DEPLOYMENT_FAILED' }] },
}
