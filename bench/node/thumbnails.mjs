// Makes originals, renditions of them by sharp or by Imago over HTTP, and compares what came out. Used by bench/thumbnails:
//
//   node thumbnails.mjs originals PHOTO FOLDER COUNT
//   node thumbnails.mjs run sharp|nginx=URL|magick|URL ROW FOLDER COUNT OFFSET PARALLEL   prints the milliseconds that all took, and CPU time
//   node thumbnails.mjs presets ROUNDS                                   prints the presets that the row `warmset` asks for, as YAML
//   node thumbnails.mjs compare URL ROW FOLDER                           prints bytes and SSIM of both
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import sharp from 'sharp';
import { ssim } from './ssim.mjs';

sharp.cache(false);
sharp.concurrency(1);

/** What each row makes; OFFSET makes every round ask for a size that nobody has asked for. Quality: of equal SSIM, see `compare`. */
const ROWS = {
  jpeg400: { of: 'large', sizes: [400], query: 'format=jpeg', make: (s) => s.jpeg({ quality: 80 }) },
  webp400: { of: 'large', sizes: [400], query: 'format=webp', make: (s) => s.webp({ quality: 79, effort: 2 }) },
  avif800: { of: 'large', sizes: [800], query: 'format=avif', make: (s) => s.avif({ quality: 64, effort: 0 }) },
  crop200: { of: 'small', sizes: [200], square: true, query: 'format=jpeg&fit=cover&position=attention', make: (s) => s.jpeg({ quality: 80 }) },
  // As jpeg400 and srcset, but Imago has the mezzanine, and makes all widths with one call of its api before they are asked for.
  mezzanine: { of: 'large', sizes: [400], query: 'format=jpeg', make: (s) => s.jpeg({ quality: 80 }) },
  warmset: { of: 'large', sizes: [340, 500, 660, 980, 1300], query: 'format=webp', warm: true, make: (s) => s.webp({ quality: 79, effort: 2 }) },
  srcset: { of: 'large', sizes: [320, 480, 640, 960, 1280], query: 'format=webp', make: (s) => s.webp({ quality: 79, effort: 2 }) },
};

const WARM = 6;

const file = (row, i) => `${ROWS[row].of}-${i}.jpg`;

function bySharp(row, input, size, pipeline = sharp(input)) {
  const { square, make } = ROWS[row];
  const options = square ? { width: size, height: size, fit: 'cover', position: sharp.strategy.attention } : { width: size, withoutEnlargement: true };
  return make(pipeline.rotate().resize(options)).toBuffer();
}

/** node's plain client, as `fetch` takes 7 ms of CPU time for each answer of the first hundred: a fifth of what is measured. */
const agent = new http.Agent({ keepAlive: true });

function get(url, options = {}) {
  return new Promise((resolve, reject) => {
    http.request(url, { agent, ...options }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part)).on('error', reject).on('end', () => {
        const body = Buffer.concat(parts);
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${answer.statusCode}: ${body}`));
      });
    }).on('error', reject).end();
  });
}

/** One call for all sizes; IMAGO_API and IMAGO_KEY say where and with which key. */
async function warm(row, i, sizes) {
  const presets = sizes.map((size) => `preset=w${size}`).join('&');
  const headers = { Authorization: `Bearer ${process.env.IMAGO_KEY}` };
  const result = JSON.parse(await get(`${process.env.IMAGO_API}/v1/images/${file(row, i)}:warm?${presets}`, { method: 'POST', headers }));
  if (result.failed) throw new Error(JSON.stringify(result));
}

/** A process for each, as ImageMagick is used by most; it is told how large the JPEG has to be decoded. */
function byMagick(row, input, size) {
  return new Promise((resolve, reject) => {
    spawn('convert', ['-limit', 'thread', '1', '-define', `jpeg:size=${size}x`, input, '-auto-orient', '-resize', `${size}x`, '-strip', '-quality', '80', 'jpeg:-'], { stdio: ['ignore', 'pipe', 'inherit'] })
      .on('error', reject).on('close', (code) => (code ? reject(new Error(`convert: ${code}`)) : resolve()))
      .stdout.resume();
  });
}

/** Milliseconds of CPU time of processes that have ended. */
function ofChildren() {
  const stat = fs.readFileSync('/proc/self/stat', 'latin1').split(') ')[1].split(' ');
  return (Number(stat[13]) + Number(stat[14])) * 10;
}

function byImago(url, row, i, size) {
  const { square, query } = ROWS[row];
  return get(`${url}/${file(row, i)}?w=${size}${square ? `&h=${size}` : ''}&${query}`);
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
  const one = {
    sharp: (i, size) => bySharp(row, fs.readFileSync(`${folder}/${file(row, i)}`), size),
    magick: (i, size) => byMagick(row, `${folder}/${file(row, i)}`, size),
    nginx: (i, size) => get(`${who.slice(6)}/${size}/${file(row, i)}`),
  }[who.split('=')[0]] ?? ((i, size) => byImago(who, row, i, size));
  const ahead = ROWS[row].warm && who.startsWith('http');
  const make = async (i, ...sizes) => {
    if (ahead && sizes.length > 1) await warm(row, i, sizes);
    for (const size of sizes) await one(i, size);
  };
  const sizes = ROWS[row].sizes.map((size) => size + offset);
  const jobs = [];
  for (let i = 0; i < count; i++) if (ahead) jobs.push([i, ...sizes]); else for (const size of sizes) jobs.push([i, size]);
  // The first calls find out how: connections, code that was never run.
  for (let i = 0; i < WARM; i++) await make(i % count, 100 + WARM * Math.abs(offset) + i);
  const start = process.hrtime.bigint(), before = process.cpuUsage(), children = ofChildren();
  const worker = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await make(...job);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  const cpu = process.cpuUsage(before);
  console.log(`${Number(process.hrtime.bigint() - start) / 1e6} ${(cpu.user + cpu.system) / 1e3 + ofChildren() - children}`);
  agent.destroy();
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

function presets(rounds) {
  console.log('renditions:\n  presets:');
  for (let offset = 0; offset <= rounds; offset++) for (const size of ROWS.warmset.sizes) console.log(`    w${size + offset}: w=${size + offset}&format=webp`);
}

const [what, ...args] = process.argv.slice(2);
if (what === 'originals') await originals(args[0], args[1], Number(args[2]));
else if (what === 'presets') presets(Number(args[0]));
else if (what === 'run') await run(args[0], args[1], args[2], Number(args[3]), Number(args[4]), Number(args[5]));
else await compare(...args);
