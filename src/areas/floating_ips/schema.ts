import { type Static, Type } from 'typebox'
import { ByActionId } from '../../cloud/actions.ts'
import { Address, CreateLinks, ReservedIp } from '../../cloud/reserved_ips/schema.ts'
import { ListOf } from '../../cloud/wire.ts'

export const ByAddress = Type.Object({ floating_ip: Address })
export const ByAddressAndAction = Type.Object({ floating_ip: Address, ...ByActionId.properties })
export const FloatingIpAnswer = Type.Object({ floating_ip: ReservedIp })
export const FloatingIpCreated = Type.Object({ floating_ip: ReservedIp, links: CreateLinks })
export const FloatingIpList = ListOf('floating_ips', ReservedIp)
export type FloatingIpAnswer = Static<typeof FloatingIpAnswer>
export type FloatingIpCreated = Static<typeof FloatingIpCreated>
export type FloatingIpList = Static<typeof FloatingIpList>
