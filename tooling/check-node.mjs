// Plain JavaScript, so that any Node can run it and say what is missing.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    `Alavanca needs Node 24 or later and found ${process.version}: its own copy could not be installed on this machine, so install Node 24 or later.\n`,
  )
  process.exit(1)
}
