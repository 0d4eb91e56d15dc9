import { type Static, Type } from 'typebox'
import { ListOf, Text } from '../../cloud/wire.ts'

// Requests.
const Name = Type.String({ ...Text(255), minLength: 1 })
/** An RSA key of 16,384 bits, the longest there are, has less than 3,000 characters. */
export const CreateSshKey = Type.Object({ name: Name, public_key: Text(8192) })
export type CreateSshKey = Static<typeof CreateSshKey>
export const UpdateSshKey = Type.Object({ name: Name })
export type UpdateSshKey = Static<typeof UpdateSshKey>
export const BySshKey = Type.Object({ ssh_key_identifier: Text(100) })

// Answers.
const SshKey = Type.Object({
  id: Type.Integer(),
  fingerprint: Type.String(),
  public_key: Type.String(),
  name: Type.String(),
})
export type SshKey = Static<typeof SshKey>
export const SshKeyAnswer = Type.Object({ ssh_key: SshKey })
export type SshKeyAnswer = Static<typeof SshKeyAnswer>
export const SshKeyList = ListOf('ssh_keys', SshKey)
export type SshKeyList = Static<typeof SshKeyList>
