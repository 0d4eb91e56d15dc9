import { type Static, Type } from 'typebox'
import { IntegerId, orNull, Text, Time } from '../../cloud/wire.ts'

export const ByDroplet = Type.Object({ droplet_id: IntegerId })
/** So that nobody destroys everything by a slip of the hand. */
export const Dangerous = Type.Object({ 'x-dangerous': Type.Boolean({ const: true }) })

const Ids = Type.Optional(orNull(Type.Array(Text(64))))
export const Selection = Type.Object({
  reserved_ips: Ids,
  floating_ips: Ids,
  snapshots: Ids,
  volumes: Ids,
  volume_snapshots: Ids,
})

/** A null would be written into the answer, which has no content. */
export const Accepted = Type.Unsafe<undefined>({ type: 'null' })

const Associated = Type.Array(Type.Object({ id: Type.String(), name: Type.String(), cost: Type.String() }))
export const AssociatedResources = Type.Object({
  reserved_ips: Associated,
  floating_ips: Associated,
  snapshots: Associated,
  volumes: Associated,
  volume_snapshots: Associated,
})

const Destroyed = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** Only once it is. */
  destroyed_at: Type.Optional(Time),
  /** Empty where nothing went wrong. */
  error_message: Type.String(),
})
const AllDestroyed = Type.Array(Destroyed)
export const Status = Type.Object({
  droplet: Destroyed,
  resources: Type.Object({
    reserved_ips: AllDestroyed,
    floating_ips: AllDestroyed,
    snapshots: AllDestroyed,
    volumes: AllDestroyed,
    volume_snapshots: AllDestroyed,
  }),
  /** Only once all has been tried. */
  completed_at: Type.Optional(Time),
  failures: Type.Integer(),
})

export type Selection = Static<typeof Selection>
export type AssociatedResources = Static<typeof AssociatedResources>
export type Destroyed = Static<typeof Destroyed>
export type Status = Static<typeof Status>
