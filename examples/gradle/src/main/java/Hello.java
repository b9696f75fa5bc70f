import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

public class Hello {
    public static void main(String[] words) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(System.getenv("BIND_ADDRESS"), Integer.parseInt(System.getenv("PORT"))), 0);
        server.createContext("/", visitor -> {
            var body = ("Hello from " + System.getenv("APP") + "\n").getBytes();
            visitor.sendResponseHeaders(200, body.length);
            visitor.getResponseBody().write(body);
            visitor.close();
        });
        server.start();
    }
}
