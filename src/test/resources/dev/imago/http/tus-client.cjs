// Drives the real tus-js-client: node tus-client.cjs COMMAND ENDPOINT KEY FILE IMAGE [MORE]
// Prints one line of JSON with what happened.
const crypto = require('node:crypto')
const fs = require('node:fs')
const tus = require('tus-js-client')

const [command, endpoint, apiKey, file, image, more] = process.argv.slice(2)
const chunk = 4096
const report = (what) => {
  process.stdout.write(JSON.stringify(what) + '\n', () => process.exit(0))
}
const headersOf = (response) => ({
  key: response.getHeader('Imago-Key'),
  location: response.getHeader('Imago-Location'),
  etag: response.getHeader('ETag'),
})

const offsets = []
let last = {}
const options = {
  endpoint,
  headers: { Authorization: `Bearer ${apiKey}` },
  metadata: { key: image, filetype: 'image/jpeg' },
  uploadSize: fs.statSync(file).size,
  retryDelays: null,
  onAfterResponse: (request, response) => {
    if (request.getMethod() === 'PATCH') {
      offsets.push(Number(request.getHeader('Upload-Offset')))
      last = headersOf(response)
    }
  },
  onSuccess: () => report({ done: true, url: upload.url, offsets, ...last }),
  onError: (error) =>
    report({
      status: error.originalResponse ? error.originalResponse.getStatus() : 0,
      message: error.message,
      url: upload.url,
      offsets,
    }),
}

let upload
switch (command) {
  case 'plain':
    upload = new tus.Upload(fs.createReadStream(file), options)
    upload.start()
    break
  case 'pause':
  case 'resume':
    options.chunkSize = chunk
    options.urlStorage = new tus.FileUrlStorage(more)
    options.storeFingerprintForResuming = true
    // The usual fingerprint has the endpoint in it, whose port is another one after the restart.
    options.fingerprint = async () => `photograph-${options.uploadSize}`
    if (command === 'pause') {
      options.onChunkComplete = (_, accepted) => {
        if (accepted >= 2 * chunk) {
          upload.abort().then(() => report({ accepted, url: upload.url, offsets }))
        }
      }
    }
    upload = new tus.Upload(fs.createReadStream(file), options)
    upload.findPreviousUploads().then((previous) => {
      if (previous.length > 0) upload.resumeFromPreviousUpload(previous[0])
      upload.start()
    })
    break
  case 'checksum': {
    const [algorithm, good] = more.split(':')
    const digest = crypto.createHash(algorithm).update(good === 'right' ? fs.readFileSync(file) : 'else').digest('base64')
    options.onBeforeRequest = (request) => {
      if (request.getMethod() === 'PATCH') request.setHeader('Upload-Checksum', `${algorithm} ${digest}`)
    }
    upload = new tus.Upload(fs.createReadStream(file), options)
    upload.start()
    break
  }
  case 'terminate':
    options.chunkSize = chunk
    options.onChunkComplete = () => upload.abort(true).then(() => report({ terminated: true, url: upload.url }))
    upload = new tus.Upload(fs.createReadStream(file), options)
    upload.start()
    break
  default:
    throw new Error(`unknown command ${command}`)
}
