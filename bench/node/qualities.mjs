// Finds the qualities of WebP and AVIF that look like a quality of JPEG. Used by bench/qualities:
//
//   node qualities.mjs WIDTH PHOTO...    prints a table in Markdown
//
// Encoders are set as Imago sets them. Equal is what has the same mean SSIM over all photographs, scaled to the width.
import sharp from 'sharp';
import { ssim } from './ssim.mjs';

sharp.cache(false);

const JPEG = [30, 40, 50, 60, 70, 75, 80, 85, 90, 95];
const OTHER = [1, 10, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100];
const subsampling = (quality, full) => (quality < full ? '4:2:0' : '4:4:4');
const ENCODERS = {
  jpeg: (image, quality) => image.jpeg({ quality, chromaSubsampling: subsampling(quality, 90) }),
  webp: (image, quality) => image.webp({ quality, effort: 2 }),
  avif: (image, quality) => image.avif({ quality, effort: 0, bitdepth: 8, chromaSubsampling: subsampling(quality, 75) }),
};

const luma = (image) => image.toColourspace('b-w').raw().toBuffer();

/** The mean SSIM and the mean size of what an encoder makes of all pictures. */
async function measured(format, quality, pictures) {
  let likeness = 0, bytes = 0;
  for (const { raw, info, grey } of pictures) {
    const file = await ENCODERS[format](sharp(raw, { raw: info }), quality).toBuffer();
    likeness += ssim(grey, await luma(sharp(file)), info.width, info.height);
    bytes += file.length;
  }
  return { quality, likeness: likeness / pictures.length, bytes: bytes / pictures.length };
}

async function curve(format, qualities, pictures) {
  const points = [];
  for (const quality of qualities) points.push(await measured(format, quality, pictures));
  return points;
}

/** The quality, and the size, at which a curve comes to a likeness; the ends of the curve beyond them. */
function at(points, likeness) {
  const i = points.findIndex((point) => point.likeness >= likeness);
  if (i <= 0) return i < 0 ? points.at(-1) : points[0];
  const [low, high] = [points[i - 1], points[i]];
  const share = (likeness - low.likeness) / (high.likeness - low.likeness);
  return { quality: low.quality + share * (high.quality - low.quality), bytes: low.bytes + share * (high.bytes - low.bytes) };
}

const [width, ...photos] = process.argv.slice(2);
const pictures = [];
for (const photo of photos) {
  const scaled = sharp(photo).rotate().flatten({ background: 'white' }).toColourspace('srgb').resize({ width: Number(width), withoutEnlargement: true });
  const { data: raw, info: { width: across, height, channels } } = await scaled.raw().toBuffer({ resolveWithObject: true });
  const info = { width: across, height, channels };
  pictures.push({ raw, info, grey: await luma(sharp(raw, { raw: info })) });
}
const jpeg = await curve('jpeg', JPEG, pictures);
const webp = await curve('webp', OTHER, pictures);
const avif = await curve('avif', OTHER, pictures);
console.log('| JPEG | SSIM | bytes | WebP | bytes | AVIF | bytes |\n|--:|--:|--:|--:|--:|--:|--:|');
for (const point of jpeg) {
  const [w, a] = [at(webp, point.likeness), at(avif, point.likeness)];
  const part = (other) => `${Math.round((100 * other.bytes) / point.bytes)} %`;
  console.log(`| ${point.quality} | ${point.likeness.toFixed(4)} | ${Math.round(point.bytes)} | ${w.quality.toFixed(0)} | ${part(w)} | ${a.quality.toFixed(0)} | ${part(a)} |`);
}
