// What rules may rely on. A resource that is not of this shape is not checked: a missing field must never look like
// a setting that is fine. Only the fields that rules read are named; all others are kept and not looked at.
import { Type } from 'typebox'

export const Text = Type.String()
export const Whole = Type.Integer()
export const Flag = Type.Boolean()
/** ISO 8601. One that is no moment, such as the 13th month's, would compare with nothing, and look fine to every rule. */
export const Time = Type.Refine(
  Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT' }),
  (text) => !Number.isNaN(Date.parse(text)),
  () => 'must be a time that there is',
)
/** The API writes null where there is none, and so do older clients' copies of it. */
export const Texts = Type.Union([Type.Array(Text), Type.Null()])
export const Wholes = Type.Union([Type.Array(Whole), Type.Null()])
