require "hello"
require "socket"

server = TCPServer.new(ENV["BIND_ADDRESS"], ENV["PORT"])
loop do
  visitor = server.accept
  nil until [nil, "\r\n"].include?(visitor.gets)
  body = "#{Hello.words}, at #{ENV["APP"]}\n"
  visitor.write("HTTP/1.1 200 OK\r\nContent-Length: #{body.bytesize}\r\nConnection: close\r\n\r\n#{body}")
  visitor.close
end
