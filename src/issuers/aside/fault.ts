// Errors on their way from one thread to another, where they would lose their class. What callers tell apart arrives as
// what it was; of all else, message and stack.
import { BadRequest } from '../../tls/csr.ts'
import { CertificateFault } from '../../tls/pem.ts'
import { IssuerProblem, type Problem } from '../problem.ts'

export type Fault =
  | { kind: 'problem'; problem: Problem; retry_after_seconds?: number | undefined; cause?: string }
  | { kind: 'certificate'; field: string; message: string }
  | { kind: 'request'; message: string }
  | { kind: 'other'; message: string; stack: string | undefined }

export function faultOf(error: unknown): Fault {
  if (error instanceof IssuerProblem) return problemFault(error)
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  if (error instanceof CertificateFault) return { kind: 'certificate', field: error.field, message }
  if (error instanceof BadRequest) return { kind: 'request', message }
  return { kind: 'other', message, stack }
}

export function errorOf(fault: Fault): Error {
  switch (fault.kind) {
    case 'problem': {
      const { retry_after_seconds, cause } = fault
      return new IssuerProblem(fault.problem, {
        retry_after_seconds,
        ...(cause && { cause: new Error(cause) }),
      })
    }
    case 'certificate':
      return new CertificateFault(fault.field, fault.message)
    case 'request':
      return new BadRequest(fault.message)
    case 'other':
      return Object.assign(new Error(fault.message), { stack: fault.stack })
  }
}

function problemFault(error: IssuerProblem): Fault {
  const { type, detail, status, subproblems, retry_after_seconds, cause } = error
  const problem = {
    type,
    detail,
    ...(status !== undefined && { status }),
    ...(subproblems && { subproblems }),
  }
  return {
    kind: 'problem',
    problem,
    retry_after_seconds,
    ...(cause instanceof Error && { cause: cause.message }),
  }
}
