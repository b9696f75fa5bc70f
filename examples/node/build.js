// Stands for a bundler: needed for the build, and not there afterwards.
const pad = require('left-pad');
const { mkdirSync, writeFileSync } = require('node:fs');

mkdirSync('dist', { recursive: true });
writeFileSync('dist/greeting.txt', `Hello from ${process.env.APP}, built by Node ${pad(process.versions.node.split('.')[0], 3)}\n`);
