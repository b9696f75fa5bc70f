// Stands for a bundler of assets.
const pad = require('left-pad');
require('node:fs').writeFileSync('greeting.txt', `Hello from Node ${pad('and', 4)} `);
