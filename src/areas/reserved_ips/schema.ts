import { type Static, Type } from 'typebox'
import { ByActionId } from '../../cloud/actions.ts'
import { Address, CreateLinks, ReservedIp } from '../../cloud/reserved_ips/schema.ts'
import { ListOf } from '../../cloud/wire.ts'

export const ByAddress = Type.Object({ reserved_ip: Address })
export const ByAddressAndAction = Type.Object({ reserved_ip: Address, ...ByActionId.properties })
export const ReservedIpAnswer = Type.Object({ reserved_ip: ReservedIp })
export const ReservedIpCreated = Type.Object({ reserved_ip: ReservedIp, links: CreateLinks })
export const ReservedIpList = ListOf('reserved_ips', ReservedIp)
export type ReservedIpAnswer = Static<typeof ReservedIpAnswer>
export type ReservedIpCreated = Static<typeof ReservedIpCreated>
export type ReservedIpList = Static<typeof ReservedIpList>
