(ns build
  (:require [clojure.tools.build.api :as b]))

(def classes "target/classes")

(defn uber [_]
  (let [basis (b/create-basis {:project "deps.edn"})]
    (b/copy-dir {:src-dirs ["src"] :target-dir classes})
    (b/compile-clj {:basis basis :ns-compile '[app.main] :class-dir classes})
    (b/uber {:basis basis :class-dir classes :uber-file "target/app.jar" :main 'app.main})))
