// The peers of the suite `chain`, each behind the same two calls. They have their own package.json and their own
// node_modules (npm install --prefix bench/peers), so that nothing of them gets into the product. A peer that is not
// there, or has no build for this platform, is missing and named; the others are measured all the same.

/** { hashes: [{ name, hash(bytes) }], nodes: [{ name, hashInto(input, output) }], missing: [{ name, cause }] } */
export async function loadPeers() {
  const [hashes, nodes, missing] = [[], [], []]
  for (const [name, load] of Object.entries(LOADERS)) {
    try {
      const { hash, hashInto } = await load()
      if (hash !== undefined) hashes.push({ name, hash })
      if (hashInto !== undefined) nodes.push({ name, hashInto })
    } catch (cause) {
      missing.push({ name, cause })
    }
  }
  return { hashes, nodes, missing }
}

const LOADERS = {
  'hash-wasm': async () => {
    const { createSHA256 } = await import('hash-wasm')
    const hasher = await createSHA256()
    return { hash: (bytes) => hasher.init().update(bytes).digest('binary') }
  },
  'as-sha256': async () => {
    const { digest, hashInto } = await import('@chainsafe/as-sha256')
    return { hash: digest, hashInto }
  },
  // Hashes 64-byte nodes only: a coupon of 32 or 44 bytes does not fit.
  hashtree: async () => {
    const { hashInto } = await import('@chainsafe/hashtree')
    return { hashInto }
  },
}
