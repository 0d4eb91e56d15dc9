import type { Vpc } from '../facts/names.ts'
import { indexOf, type World } from '../world.ts'

const vpcs = indexOf('vpc', ({ id }) => [id])

/** The VPC of that id, if it is the one that a region puts everything into. */
export const findDefaultVpc = (world: World, id: string | null | undefined): Vpc | undefined =>
  vpcs(world)
    .get(id ?? '')
    ?.find((vpc) => vpc.default)
