// Makes originals, renditions of them by sharp or by Imago over HTTP, and compares what came out. Used by bench/thumbnails:
//
//   node thumbnails.mjs originals PHOTO FOLDER COUNT
//   node thumbnails.mjs run sharp|URL ROW FOLDER COUNT OFFSET PARALLEL   prints the milliseconds that all took
//   node thumbnails.mjs compare URL ROW FOLDER                           prints bytes and SSIM of both
import fs from 'node:fs';
import sharp from 'sharp';
import { ssim } from './ssim.mjs';

sharp.cache(false);
sharp.concurrency(1);

/** What each row makes; OFFSET makes every round ask for a size that nobody has asked for. Quality: of equal SSIM, see `compare`. */
const ROWS = {
  jpeg400: { of: 'large', sizes: [400], query: 'format=jpeg', make: (s) => s.jpeg({ quality: 80 }) },
  webp400: { of: 'large', sizes: [400], query: 'format=webp', make: (s) => s.webp({ quality: 75, effort: 2 }) },
  avif800: { of: 'large', sizes: [800], query: 'format=avif', make: (s) => s.avif({ quality: 60, effort: 0 }) },
  crop200: { of: 'small', sizes: [200], square: true, query: 'format=jpeg&fit=cover&position=attention', make: (s) => s.jpeg({ quality: 80 }) },
  srcset: { of: 'large', sizes: [320, 480, 640, 960, 1280], query: 'format=webp', make: (s) => s.webp({ quality: 75, effort: 2 }) },
};

const file = (row, i) => `${ROWS[row].of}-${i}.jpg`;

function bySharp(row, input, size, pipeline = sharp(input)) {
  const { square, make } = ROWS[row];
  const options = square ? { width: size, height: size, fit: 'cover', position: sharp.strategy.attention } : { width: size, withoutEnlargement: true };
  return make(pipeline.rotate().resize(options)).toBuffer();
}

async function byImago(url, row, i, size) {
  const { square, query } = ROWS[row];
  const answer = await fetch(`${url}/${file(row, i)}?w=${size}${square ? `&h=${size}` : ''}&${query}`);
  const body = Buffer.from(await answer.arrayBuffer());
  if (answer.status !== 200) throw new Error(`${answer.status}: ${body}`);
  return body;
}

async function originals(photo, folder, count) {
  // Enlarged, and with grain, since a smooth picture would decode faster than a real one.
  const grain = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: 'gray', noise: { type: 'gaussian', mean: 128, sigma: 12 } } }).png({ compressionLevel: 1 }).toBuffer();
  const large = await sharp(photo).resize(4000, 3000, { fit: 'cover' }).composite([{ input: grain, blend: 'soft-light' }]).jpeg({ quality: 88 }).toBuffer();
  const small = await sharp(large).resize(1632, 1224).jpeg({ quality: 88 }).toBuffer();
  for (let i = 0; i < count; i++) {
    // Each has a digest of its own: what is behind the end of a JPEG changes no pixel.
    fs.writeFileSync(`${folder}/large-${i}.jpg`, Buffer.concat([large, Buffer.from(`copy ${i}`)]));
    fs.writeFileSync(`${folder}/small-${i}.jpg`, Buffer.concat([small, Buffer.from(`copy ${i}`)]));
  }
}

async function run(who, row, folder, count, offset, parallel) {
  const jobs = [];
  for (let i = 0; i < count; i++) for (const size of ROWS[row].sizes) jobs.push([i, size + offset]);
  const start = process.hrtime.bigint();
  const worker = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      if (who === 'sharp') await bySharp(row, fs.readFileSync(`${folder}/${file(row, job[0])}`), job[1]);
      else await byImago(who, row, ...job);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  const cpu = process.cpuUsage();
  console.log(`${Number(process.hrtime.bigint() - start) / 1e6} ${(cpu.user + cpu.system) / 1e3}`);
}

const luma = (buffer) => sharp(buffer).removeAlpha().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });

async function compare(url, row, folder) {
  const size = ROWS[row].sizes[0], input = fs.readFileSync(`${folder}/${file(row, 0)}`);
  const results = [await bySharp(row, input, size), await byImago(url, row, 0, size)];
  const out = [];
  for (const result of results) {
    const { data, info } = await luma(result);
    // Against the same size made without shrinking at load and without loss; crops by attention may differ, so against themselves.
    const exact = ROWS[row].square ? null : await luma(await sharp(input).rotate().resize(info.width, info.height, { fastShrinkOnLoad: false }).png().toBuffer());
    out.push(result.length, exact ? ssim(data, exact.data, info.width, info.height).toFixed(4) : '–');
  }
  console.log(out.join(' '));
}

const [what, ...args] = process.argv.slice(2);
if (what === 'originals') await originals(args[0], args[1], Number(args[2]));
else if (what === 'run') await run(args[0], args[1], args[2], Number(args[3]), Number(args[4]), Number(args[5]));
else await compare(...args);
