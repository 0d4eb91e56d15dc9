// The library takes longer to load than the rest of a start, and most starts have no use for it.
export async function loadX509() {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}
