// What rules may rely on. A resource that is not of this shape is not checked: a missing field must never look like
// a setting that is fine. Only the fields that rules read are named; all others are kept and not looked at.
import { Type } from 'typebox'

export const Text = Type.String()
export const Whole = Type.Integer()
export const Flag = Type.Boolean()
/** ISO 8601. */
export const Time = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT' })
/** The API writes null where there is none, and so do older clients' copies of it. */
export const Texts = Type.Union([Type.Array(Text), Type.Null()])
export const Wholes = Type.Union([Type.Array(Whole), Type.Null()])
