/** Structural similarity (Wang et al. 2004) of luma, in blocks of 8 × 8; 1 is equal. */
export function ssim(a, b, width, height) {
  let sum = 0, blocks = 0;
  for (let y = 0; y + 8 <= height; y += 4) for (let x = 0; x + 8 <= width; x += 4) {
    let sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
    for (let j = 0; j < 8; j++) for (let i = 0; i < 8; i++) {
      const p = a[(y + j) * width + x + i], q = b[(y + j) * width + x + i];
      sa += p; sb += q; saa += p * p; sbb += q * q; sab += p * q;
    }
    const ma = sa / 64, mb = sb / 64, va = saa / 64 - ma * ma, vb = sbb / 64 - mb * mb, cov = sab / 64 - ma * mb;
    sum += ((2 * ma * mb + 6.5025) * (2 * cov + 58.5225)) / ((ma * ma + mb * mb + 6.5025) * (va + vb + 58.5225));
    blocks++;
  }
  return sum / blocks;
}
