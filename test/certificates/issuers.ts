// A certificate authority that does as a test says, and otherwise as the server's own.
import type { Issuer } from '../../src/issuers/issuer.ts'
import { IssuerProblem, type Problem } from '../../src/issuers/problem.ts'
import type { Harness } from '../harness.ts'

type Step =
  | 'newOrder'
  | 'findOpenOrder'
  | 'getOrder'
  | 'listAuthorizations'
  | 'prove'
  | 'finalize'
  | 'download'

export interface Script {
  name?: string
  /** Instead of what the server's own authority does. */
  answers?: Partial<Issuer>
}

export interface ScriptedIssuer extends Issuer {
  /** What it was asked for, in order. */
  readonly calls: Step[]
}

export function scriptedIssuer(
  t: Harness,
  { name = 'https://ca.example/dir', answers }: Script = {},
): ScriptedIssuer {
  const [own] = t.own_issuers
  if (!own) throw new Error('the harness has no authority of its own')
  const calls: Step[] = []
  const call =
    <Key extends Step>(step: Key) =>
    (...given: unknown[]) => {
      calls.push(step)
      const answer = (answers?.[step] ?? own[step]) as (...given: unknown[]) => never
      return answer.apply(own, given)
    }
  return {
    name,
    calls,
    newOrder: call('newOrder'),
    findOpenOrder: call('findOpenOrder'),
    getOrder: call('getOrder'),
    listAuthorizations: call('listAuthorizations'),
    prove: call('prove'),
    finalize: call('finalize'),
    download: call('download'),
    ...(answers?.renewalInfo && { renewalInfo: answers.renewalInfo }),
  }
}

export const refusing = (problem: Problem, retry_after_seconds?: number) => async (): Promise<never> => {
  throw new IssuerProblem(problem, { retry_after_seconds })
}
