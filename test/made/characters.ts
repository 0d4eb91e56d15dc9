import fc from 'fast-check'

/**
 * Any code point but half a surrogate pair. What `unit: 'binary'` gives, without the seconds that fast-check spends on
 * making a table of all of them.
 */
export const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code))
