const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const ms = require('ms');

const greeting = readFileSync('dist/greeting.txt');
const server = createServer((request, response) => {
  if (request.url === '/environment') {
    let pruned = false;
    try { require.resolve('left-pad'); } catch { pruned = true; }
    response.end(`${process.env.NODE_ENV} ${process.versions.node.split('.')[0]} ${ms(60000)} ${pruned}\n`);
  } else response.end(greeting);
});
server.listen(process.env.PORT, process.env.BIND_ADDRESS);
process.on('SIGTERM', () => server.close(() => process.exit()));
