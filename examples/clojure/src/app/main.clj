(ns app.main
  (:gen-class)
  (:import [com.sun.net.httpserver HttpServer HttpHandler]
           [java.net InetSocketAddress]))

(defn -main []
  (let [server (HttpServer/create (InetSocketAddress. (System/getenv "BIND_ADDRESS") (Integer/parseInt (System/getenv "PORT"))) 0)]
    (.createContext server "/"
      (reify HttpHandler
        (handle [_ visitor]
          (let [body (.getBytes (str "Hello from " (System/getenv "APP") "\n"))]
            (.sendResponseHeaders visitor 200 (count body))
            (with-open [out (.getResponseBody visitor)] (.write out body))))))
    (.start server)))
