import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/**
 * Answers what Kafka's or ZooKeeper's own parser says of properties files, one after the other. A line of standard input is
 * component, tab, file, tab, class path; the line of standard output that answers it begins with "accepted", with the
 * properties that Kafka doesn't know, or with "refused".
 */
public class ReleaseParser {
    private static final Map<String, ClassLoader> loaders = new HashMap<>();

    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] request = line.split("\t", 3);
            ClassLoader loader = loader(request[2]);
            Thread.currentThread().setContextClassLoader(loader);
            String answer;
            try {
                answer = request[0].equals("zookeeper") ? zooKeeper(loader, request[1]) : kafka(loader, request[1]);
            } catch (InvocationTargetException refused) {
                answer = "refused: " + refused.getCause().getMessage();
            }
            System.out.println(answer.replaceAll("\\R", " "));
            System.out.flush();
        }
    }

    private static ClassLoader loader(String classPath) throws Exception {
        if (!loaders.containsKey(classPath)) {
            List<URL> jars = new ArrayList<>();
            for (String jar : classPath.split(File.pathSeparator)) {
                jars.add(new File(jar).toURI().toURL());
            }
            loaders.put(classPath, new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader()));
        }
        return loaders.get(classPath);
    }

    private static String zooKeeper(ClassLoader loader, String file) throws Exception {
        Object config = loader.loadClass("org.apache.zookeeper.server.quorum.QuorumPeerConfig").getDeclaredConstructor().newInstance();
        config.getClass().getMethod("parse", String.class).invoke(config, file);
        return "accepted";
    }

    private static String kafka(ClassLoader loader, String file) throws Exception {
        Properties properties = new Properties();
        try (Reader reader = new FileReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        Object config = loader.loadClass("kafka.server.KafkaConfig").getMethod("fromProps", Properties.class).invoke(null, properties);
        Map<?, ?> known = (Map<?, ?>) loader.loadClass("org.apache.kafka.common.config.AbstractConfig").getMethod("values").invoke(config);
        List<String> unknown = new ArrayList<>();
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (!known.containsKey(name) && !name.startsWith("listener.name.")) {
                unknown.add(name);
            }
        }
        return "accepted" + (unknown.isEmpty() ? "" : "; not Kafka's: " + String.join(" ", unknown));
    }
}
